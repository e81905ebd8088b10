/** Texts of the connections with Mercado Pago. */
export const INTEGRATIONS_TEXTS = {
  title: 'Integraciones',
  sentence: (count: number) =>
    count === 0
      ? 'Conectá tu cuenta de Mercado Pago para empezar a cobrar.'
      : `${count} de 3 conexiones con Mercado Pago activas`,
  kinds: {
    POINT: { title: 'Point', text: 'Cobrá con tarjeta en la terminal.' },
    QR: { title: 'QR', text: 'Cobrá con un QR que lee cualquier billetera.' },
    ONLINE: { title: 'Online', text: 'Cobrá por internet: entradas, deudas y enlaces de pago.' },
  },
  states: {
    none: 'Sin conectar',
    reauthorize: 'Hay que volver a conectar',
    expired: 'Vencida',
    expiring: 'Por vencer',
    connected: 'Conectada',
  },
  environment: { production: 'Producción', test: 'Prueba' },
  testNote: 'Cuenta de prueba: no mueve plata de verdad.',
  account: 'Cuenta',
  accountNumber: (id: string) => `N.º ${id}`,
  since: 'Conectada',
  renewed: 'Renovada',
  token: 'Vigencia',
  tokenLeft: (days: number) =>
    days <= 0 ? 'Venció' : days === 1 ? 'Queda 1 día' : `Quedan ${days} días`,
  tokenAuto: 'Se renueva sola antes de vencer.',
  lastError: 'Último error',
  errors: {
    invalid_grant: 'Mercado Pago dio por terminado el permiso.',
    deauthorized: 'La cuenta quitó el permiso desde Mercado Pago.',
    mercadopago_unauthorized: 'Mercado Pago dejó de aceptar la conexión.',
    mercadopago_timeout: 'Mercado Pago no respondió al renovar. Se vuelve a intentar solo.',
    mercadopago_unavailable: 'Mercado Pago no estaba disponible al renovar. Se vuelve a intentar solo.',
    mercadopago_circuit_open: 'Mercado Pago no estaba respondiendo. Se vuelve a intentar solo.',
  },
  connect: 'Conectar',
  connecting: 'Abriendo Mercado Pago…',
  reconnect: 'Volver a conectar',
  renew: 'Renovar',
  renewing: 'Renovando…',
  renewedDone: (kind: string) => `Renovamos la conexión de ${kind}.`,
  disconnect: 'Desconectar',
  disconnected: (kind: string) => `Desconectaste ${kind}.`,
  reauthorizeText: 'Mercado Pago ya no acepta esta conexión. Volvé a conectarla para seguir cobrando por este medio.',
  disconnectTitle: (kind: string) => `¿Desconectar ${kind}?`,
  disconnectConsequence: {
    POINT: 'No vas a poder cobrar con la terminal hasta que vuelvas a conectarla. Los cobros que ya empezaron siguen su curso.',
    QR: 'No vas a poder cobrar con QR hasta que vuelvas a conectarla. Los cobros que ya empezaron siguen su curso.',
    ONLINE: 'No vas a poder cobrar por internet hasta que vuelvas a conectarla. Los pagos que ya empezaron siguen su curso.',
  },
  returned: {
    success: (kind: string) => `Listo: ${kind} quedó conectado con Mercado Pago.`,
    next: 'Ahora vinculá un punto de venta.',
    goToPoints: 'Ir a Puntos de venta',
    failed: 'No se pudo conectar con Mercado Pago.',
    denied: 'No diste permiso en Mercado Pago, así que no se conectó nada. Podés intentarlo cuando quieras.',
    stale: 'El intento de conexión venció o ya se había usado. Tocá Conectar otra vez.',
    close: 'Cerrar aviso',
  },
} as const;
