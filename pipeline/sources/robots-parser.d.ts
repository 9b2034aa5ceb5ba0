/** The package exports one function, the CommonJS way; its own declaration says that it has a default export. */
declare module 'robots-parser' {
  interface Rules {
    /** Undefined when the page is of another host than the rules. */
    isDisallowed(url: string, userAgent: string): boolean | undefined
    getMatchingLineNumber(url: string, userAgent: string): number
  }
  function robotsParser(url: string, robotsTxt: string): Rules
  export = robotsParser
}
