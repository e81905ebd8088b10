/** What other features may know about the plans that are sold. */
export { limitWords } from '../data/limit-words';
export { periodOf } from '../data/period-choice';
export { PlansOnSale } from '../data/plans-on-sale';
export { PlanOffer } from '../ui/plan-offer';
