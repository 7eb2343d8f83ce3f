// Elements made in one line.

type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | undefined>
type Child = Node | string | undefined

/** element('p', { class: 'lead' }, 'text', child): functions are listeners, false and undefined are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]):
    HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value))
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

let labelled = 0

/** A drop-down list with its label. */
export function choice(label: string, options: [value: string, text: string][], chosen: string, pick: (value: string) => void): HTMLElement {
  const id = `choice-${++labelled}`
  const select = element('select', { id, change: () => pick(select.value) },
    ...options.map(([value, text]) => element('option', { value, selected: value === chosen }, text)))
  return element('div', { class: 'choice' }, element('label', { for: id }, label), select)
}

export function save(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = element('a', { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
