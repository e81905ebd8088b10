/** What other features may know about accounts. */
export { UsersClient } from '../data/users-client';
