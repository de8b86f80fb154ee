/** A value that is made when it is first needed, and then kept: the lexer and the parser take a while to start. */
export class OnDemand<Value> {
  private readonly make: () => Value;
  private made: Value | undefined;

  constructor(make: () => Value) {
    this.make = make;
  }

  get(): Value {
    this.made ??= this.make();
    return this.made;
  }
}
