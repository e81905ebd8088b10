/** What other features may know about accounts. */
export { roleWords } from '../data/texts';
export { UserNames } from '../data/user-names';
export { UsersClient } from '../data/users-client';
