/** A record while it is put together: optional fields are set one by one, because spreads of what may be absent are slow. */
export type Writable<Value> = { -readonly [Field in keyof Value]: Value[Field] };
