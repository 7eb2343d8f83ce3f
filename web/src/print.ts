// On paper nothing can be opened: what is folded is opened for the printer and folded again afterwards.

/** The reader's own numbers are left out: a printed form helps nobody. */
const FOLDED = 'details:not([open]):not(.assumptions):not(.facts)'

export function unfoldForPrint(): void {
  let opened: HTMLDetailsElement[] = []
  addEventListener('beforeprint', () => {
    opened = [...opened, ...document.querySelectorAll<HTMLDetailsElement>(FOLDED)]
    opened.forEach((details) => { details.open = true })
  })
  addEventListener('afterprint', () => {
    opened.forEach((details) => { details.open = false })
    opened = []
  })
}
