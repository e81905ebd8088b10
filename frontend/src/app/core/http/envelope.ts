/** How the Mercado Pago, sales and points-of-sale routes wrap their answers. */
export interface Envelope<T> {
  success: boolean;
  data: T;
}
