/** Texts of the public start page and of the page that does not exist. */
export const LANDING_TEXTS = {
  title: 'Cobrá en tu mostrador, sin enredos.',
  lead: 'Mostrador conecta tu negocio con tu cuenta de Mercado Pago: elegís el monto, el cliente paga con QR o con la terminal, y la venta queda anotada sola.',
  signUp: 'Crear cuenta',
  signIn: 'Ingresar',
  points: [
    { icon: 'qr_code_2', title: 'QR en la pantalla', text: 'El cliente lo escanea con cualquier billetera y ves el pago al instante.' },
    { icon: 'contactless', title: 'Terminal Point', text: 'El monto llega solo a la terminal. Nadie lo tipea dos veces.' },
    { icon: 'receipt_long', title: 'Cada venta, una vez', text: 'Aunque se corte internet o cierres la pestaña, el cobro termina anotado.' },
    { icon: 'lock', title: 'Tu plata es tuya', text: 'El dinero va directo a tu cuenta de Mercado Pago. Nosotros no lo tocamos.' },
  ],
  plansTitle: 'Planes',
  plansLead: 'Elegís según lo que usás y cambiás cuando quieras: pagás solo la diferencia.',
  notFoundTitle: 'Esta página no existe',
  notFoundText: 'Puede que el enlace esté mal escrito o que la página haya cambiado de lugar.',
  goHome: 'Ir al inicio',
} as const;
