package config

// KeyOf lets the test of the example see how keys are made of fields.
var KeyOf = keyOf
