/** The bundler copies an imported SVG beside the scripts and answers its hashed address. */
declare module '*.svg' {
  const address: string;
  export default address;
}
