import type { Invitation, NewInvitation } from '../../../core/wire';

/** Roles that somebody of a company can have. */
export type CompanyRole = NewInvitation['rol'];

const ROLES: Readonly<Record<CompanyRole, string>> = {
  cliente: 'Responsable',
  seller: 'Ventas',
  cashier: 'Caja',
  coordinator: 'Eventos',
  scanner: 'Puerta',
};
const ROLE_HELP: Readonly<Record<CompanyRole, string>> = {
  cliente: 'Maneja todo el negocio: equipo, claves, suscripción e integraciones.',
  seller: 'Conecta cuentas de Mercado Pago, arma puntos de venta, vende y cobra.',
  cashier: 'Vende y cobra en el mostrador.',
  coordinator: 'Arma eventos y sigue sus entradas.',
  scanner: 'Valida entradas en la puerta.',
};
const INVITATION_STATES: Readonly<Record<Invitation['estado'], string>> = {
  pendiente: 'Pendiente',
  usada: 'Aceptada',
  vencida: 'Vencida',
  revocada: 'Revocada',
};

/** A role as people of a company call it; anything unknown as it is. */
export function roleWords(role: string): string {
  return (ROLES as Readonly<Partial<Record<string, string>>>)[role] ?? role;
}

/** Texts of the people of a company. */
export const TEAM_TEXTS = {
  title: 'Equipo',
  sentence: (count: number, waiting: number) =>
    [
      count === 1 ? '1 persona' : `${count} personas`,
      ...(waiting > 0 ? [waiting === 1 ? '1 invitación sin aceptar' : `${waiting} invitaciones sin aceptar`] : []),
    ].join(', '),
  roles: ROLES,
  roleHelp: ROLE_HELP,
  people: 'Personas',
  caption: 'Personas del equipo, de la más nueva a la más vieja',
  searchHelp: 'Nombre o e-mail',
  columns: { estado: 'Estado', nombre: 'Nombre', rol: 'Qué hace', creado_en: 'Alta' },
  states: { activo: 'Activa', inactivo: 'Desactivada' },
  statePlural: { activo: 'Activas', inactivo: 'Desactivadas' },
  filters: { rol: 'Qué hace', estado: 'Estado' },
  csv: { email: 'E-mail', otp: 'Código del teléfono' },
  you: 'Vos',
  emptyTitle: 'Todavía trabajás sin compañía',
  emptyText: 'Invitá a quien atiende la caja o la puerta: cada persona entra con su cuenta y hace solo lo suyo.',
  sheet: {
    email: 'E-mail',
    verified: 'confirmado',
    unverified: 'sin confirmar',
    role: 'Qué hace',
    secondFactor: 'Código del teléfono',
    on: 'Activado',
    off: 'Sin activar',
    phone: 'Teléfono',
    since: 'Alta',
    itself: 'Es tu cuenta. Tus datos se cambian en Mis datos; tu rol lo puede cambiar otra persona responsable.',
    changeRole: 'Cambiar rol',
    deactivate: 'Desactivar',
    activate: 'Volver a activar',
  },
  role: {
    title: (name: string) => `Qué hace ${name}`,
    consequence: 'Se cierran sus sesiones: vuelve a ingresar y ve lo que corresponde a su nuevo rol.',
    label: 'Rol',
    save: 'Cambiar rol',
    done: (name: string, role: string) => `${name} ahora tiene el rol ${role}.`,
  },
  deactivation: {
    title: (name: string) => `¿Desactivar a ${name}?`,
    consequence: 'Se cierran sus sesiones ya y no puede volver a entrar. Lo que hizo queda. Podés volver a activarla cuando quieras.',
    done: (name: string) => `${name} ya no puede entrar.`,
    activated: (name: string) => `${name} puede entrar de nuevo.`,
  },
  invitations: {
    title: 'Invitaciones',
    invite: 'Invitar',
    none: 'No hay invitaciones sin aceptar.',
    older: (count: number) => `Ver las anteriores (${count})`,
    hide: 'Ocultar las anteriores',
    states: INVITATION_STATES,
    until: 'vence',
    sent: 'enviada',
    revoke: 'Revocar',
    revokeLabel: (email: string) => `Revocar la invitación de ${email}`,
    revokeTitle: (email: string) => `¿Revocar la invitación de ${email}?`,
    revokeConsequence: 'El código que le mandamos deja de servir.',
    revoked: 'Invitación revocada.',
  },
  invite: {
    title: 'Invitar al equipo',
    intoTitle: (company: string) => `Invitar a ${company}`,
    consequence: 'Le mandamos un código por correo. Con él crea su cuenta, o suma la que ya tiene, dentro de los próximos 7 días.',
    email: 'E-mail',
    role: 'Qué hace',
    send: 'Invitar',
    doneTitle: 'Invitación enviada',
    doneText: (email: string) => `La mandamos a ${email}. Si el correo no llega, pasale este código: no se vuelve a mostrar.`,
    code: 'Código de invitación',
    close: 'Listo',
  },
} as const;
