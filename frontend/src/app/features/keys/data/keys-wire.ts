import type * as wire from '../../../core/wire';

export type { ApiKey, ApiKeyPage } from '../../../core/wire';
export type Scope = wire.ApiKey['scopes'][number];
export type NewApiKey = wire.NewKeyOfCompany;
