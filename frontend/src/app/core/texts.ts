/** Texts of the storey below the features: what to say when the server said nothing. */
export const CORE_TEXTS = {
  unexpected: 'Algo falló de nuestro lado. Probá de nuevo en un momento.',
  network: 'No pudimos hablar con el servidor. Revisá tu conexión y probá de nuevo.',
  notFound: 'No encontramos lo que buscabas.',
  forbidden: 'Tu cuenta no puede hacer esto.',
  rateLimited: 'Hiciste muchos intentos seguidos. Esperá un momento y probá de nuevo.',
  now: 'recién',
} as const;
