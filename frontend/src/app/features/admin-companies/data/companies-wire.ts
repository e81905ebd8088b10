import type * as wire from '../../../core/wire';

export type { CompanyDetail, CompanyOverview, Invitation, Invitations } from '../../../core/wire';
export type Company = wire.OperatedCompany;
export type ListedCompany = wire.CompanyOverview;
/** Roles that somebody can be invited for. */
export type CompanyRole = Exclude<wire.Invitation['rol'], 'admin' | 'user'>;
