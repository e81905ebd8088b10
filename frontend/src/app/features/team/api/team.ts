import { TEAM_TEXTS } from '../data/texts';

/** What other features may know about the people of a company. */
export { InviteDialog, type InviteGiven } from '../ui/invite-dialog';

/** The head of the dialog that invites into a company by its name. */
export const inviteTitle = (company: string): string => TEAM_TEXTS.invite.intoTitle(company);
