import type { User } from '../../../core/wire';

const ROLES: Readonly<Record<User['rol'], string>> = {
  admin: 'Administración',
  cliente: 'Responsable',
  seller: 'Ventas',
  cashier: 'Caja',
  coordinator: 'Eventos',
  scanner: 'Puerta',
  user: 'Personal',
};

/** A role as operators call it. */
export function roleWords(role: User['rol']): string {
  return ROLES[role];
}

/** Texts of the accounts, as operators see them. */
export const USERS_TEXTS = {
  title: 'Usuarios',
  sentence: (active: number, all: number, secured: number) =>
    `${active === 1 ? '1 activo' : `${active} activos`} de ${all}, ${secured} con código del teléfono`,
  create: 'Nuevo usuario',
  caption: 'Usuarios, del más nuevo al más viejo',
  searchHelp: 'Nombre o e-mail',
  roles: ROLES,
  columns: { estado: 'Estado', nombre: 'Nombre', rol: 'Rol', empresa: 'Empresa', creado_en: 'Alta' },
  states: { activo: 'Activo', inactivo: 'Inactivo' },
  statePlural: { activo: 'Activos', inactivo: 'Inactivos' },
  filters: { rol: 'Rol', estado: 'Estado', company: 'Empresa' },
  noCompany: '—',
  emptyTitle: 'Todavía no hay usuarios',
  emptyText: 'Creá una cuenta, o invitá a alguien desde su empresa.',
  csv: {
    id: 'Id',
    email: 'E-mail',
    nit: 'NIT',
    otp: 'Código del teléfono',
    verified: 'E-mail confirmado',
  },
  sheet: {
    email: 'E-mail',
    verified: 'Confirmado',
    unverified: 'Sin confirmar',
    role: 'Rol',
    company: 'Empresa',
    secondFactor: 'Código del teléfono',
    on: 'Activado',
    off: 'Sin activar',
    password: 'Contraseña',
    temporary: 'Temporal',
    phone: 'Teléfono',
    address: 'Dirección',
    birth: 'Nacimiento',
    since: 'Alta',
    audit: 'Lo que hizo',
    edit: 'Editar',
    setPassword: 'Cambiar contraseña',
    removeFactor: 'Quitar código',
    activate: 'Activar',
    deactivate: 'Desactivar',
    erase: 'Eliminar',
    itself: 'Es tu propia cuenta: se cambia en Mis datos y en Seguridad.',
    gone: 'Sus datos personales se borraron. Queda para que el historial tenga autor.',
  },
  deactivate: {
    title: (name: string) => `¿Desactivar a ${name}?`,
    consequence: 'Se cierran sus sesiones ya y no puede volver a entrar hasta que la actives.',
    done: 'Cuenta desactivada.',
    activated: 'Cuenta activa.',
  },
  factor: {
    title: (name: string) => `¿Quitar el código del teléfono a ${name}?`,
    consequence:
      'Va a entrar solo con la contraseña. Se cierran sus sesiones y se le avisa por correo. Hacelo solo si comprobaste quién lo pide.',
    done: 'Código quitado.',
  },
  erase: {
    title: (name: string) => `¿Eliminar a ${name}?`,
    consequence:
      'Si no tiene historia, la cuenta desaparece. Si la tiene, se borran para siempre sus datos personales y queda como “Usuario eliminado”. No se puede deshacer.',
    outcomes: { eliminado: 'Cuenta eliminada.', anonimizado: 'Borramos sus datos personales. El historial queda.' },
  },
  password: {
    title: (name: string) => `Contraseña nueva para ${name}`,
    consequence: 'Se cierran sus sesiones y, si estaba bloqueada por intentos, se desbloquea. Pasásela por un medio seguro.',
    label: 'Contraseña nueva',
    save: 'Cambiar contraseña',
    done: 'Contraseña cambiada.',
  },
  form: {
    newTitle: 'Nuevo usuario',
    editTitle: (name: string) => `Editar a ${name}`,
    access: 'Cuenta',
    person: 'Datos personales',
    nombre: 'Nombre y apellido',
    email: 'E-mail',
    emailHelp: 'Si lo cambiás, tiene que volver a confirmarlo.',
    password: 'Contraseña',
    rol: 'Rol',
    empresa: 'Empresa',
    ownerHelp: 'Puede quedar sin empresa hasta que se la asignen.',
    telefono: 'Teléfono',
    direccion: 'Dirección',
    ciudad: 'Ciudad',
    pais: 'País',
    nacimiento: 'Fecha de nacimiento',
    supabase: 'Vincular identidad de Supabase',
    supabaseHelp: 'El “sub” de esa identidad. Vacío: queda como está.',
    save: 'Guardar',
    saveNew: 'Crear usuario',
    saving: 'Guardando…',
    saved: 'Guardamos los cambios.',
    created: 'Usuario creado.',
    endsTitle: (name: string) => `¿Cambiar el rol o la empresa de ${name}?`,
    endsConsequence: (role: string) => `Queda como ${role}. Se cierran sus sesiones: tiene que volver a ingresar.`,
    endsAction: 'Cambiar',
  },
} as const;
