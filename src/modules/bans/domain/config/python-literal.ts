/** What Python's `repr` writes of lists of plain things. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[];
