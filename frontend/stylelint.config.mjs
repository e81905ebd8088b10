export default {
  extends: ['stylelint-config-standard-scss'],
  ignoreFiles: ['dist/**', 'src/styles/_palette.scss'],
  rules: {
    'selector-pseudo-element-no-unknown': [true, { ignorePseudoElements: ['ng-deep'] }],
    'color-no-hex': [true, { message: 'Use a design token; colours are defined in src/styles/_tokens.scss and _theme.scss.' }],
    'declaration-no-important': true,
    'custom-property-empty-line-before': null,
    'declaration-empty-line-before': null,
    'no-descending-specificity': null,
  },
  overrides: [{ files: ['src/styles/_tokens.scss', 'src/styles/_theme.scss'], rules: { 'color-no-hex': null } }],
};
