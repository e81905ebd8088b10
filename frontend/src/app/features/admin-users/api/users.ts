/** What other features may know about accounts. */
export { roleWords } from '../data/texts';
export { UsersClient } from '../data/users-client';
