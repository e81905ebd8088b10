/** The page on which an invitation is accepted, with its code and the address it went to. */
export function invitationAddress(code: string, email?: string): string {
  const query = new URLSearchParams({ codigo: code, ...(email ? { correo: email } : {}) });
  return `/invitacion?${query.toString()}`;
}
