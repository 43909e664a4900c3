package model

// Model is the model's name, as the endpoint was asked for it.
func (c *Client) Model() string { return c.opts.Model }
