/** What other features may know about points of sale. */
export { PointsOfSaleClient } from '../data/points-of-sale-client';
export type { PointOfSale } from '../data/points-of-sale-wire';
