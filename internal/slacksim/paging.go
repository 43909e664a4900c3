package slacksim

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// pageSize is the limit argument: 100 when it is absent, up to most.
func (c *call) pageSize(most int) (int, error) {
	n, err := c.number("limit", 100)
	if err != nil || n < 0 || n > most {
		return 0, refuse("invalid_limit")
	}
	if n == 0 {
		n = 100
	}
	return n, nil
}

// paged is the page of list that the cursor and limit arguments ask for, and the cursor of the next.
func paged[T any](c *call, list []T) (page []T, next string, err error) {
	size, err := c.pageSize(1000)
	if err != nil {
		return nil, "", err
	}
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		at, fits := uncursor(cursor, "offset:")
		if from, err = strconv.Atoi(at); !fits || err != nil || from < 0 {
			return nil, "", refuse("invalid_cursor")
		}
	}
	from = min(from, len(list))
	to := min(from+size, len(list))
	if to < len(list) {
		next = cursorAt("offset:" + strconv.Itoa(to))
	}
	return list[from:to], next, nil
}

func cursorAt(position string) string { return base64.StdEncoding.EncodeToString([]byte(position)) }

func uncursor(cursor, prefix string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(raw), prefix)
}
