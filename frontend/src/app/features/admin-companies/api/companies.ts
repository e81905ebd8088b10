/** What other features may know about companies. */
export { CompaniesClient } from '../data/companies-client';
export { CompanyNames } from '../data/company-names';
export { CompanyField } from '../ui/company-field';
