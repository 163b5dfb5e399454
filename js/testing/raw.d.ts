/** The text of a file, as Vite gives it to a test. */
declare module "*?raw" {
  const text: string;
  export default text;
}
