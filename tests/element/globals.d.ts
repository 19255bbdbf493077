// The globals that page.js defines, for functions of cases that run in the page.
declare var add: any;
declare var addByHand: any;
declare var asked: number;
declare var accepts: (string | null)[];
declare var callers: (number | string)[];
declare var client: any;
declare var documentOf: any;
declare var element: any;
declare var inner: any;
declare var inside: any;
declare var jobOf: any;
declare var layout: any;
declare var setWidth: any;
declare var pretend: any;
declare var renders: number | undefined;
declare var touched: Set<Element | null>;
declare var axe: any;
