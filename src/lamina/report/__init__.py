"""Floor 3: what a person sees of plain records and events. Imports core and words."""
