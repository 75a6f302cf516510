// The generated client says BodyInit, which is a global of browsers; Node has the type without the name.
type BodyInit = NonNullable<RequestInit['body']>;
