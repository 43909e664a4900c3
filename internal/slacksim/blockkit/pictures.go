package blockkit

import (
	"encoding/json"
	"strconv"
)

// Picture is an image that blocks show.
type Picture struct {
	Title, Alt string
	// Either a file of the workspace, by its id or its address there, or an image of the web.
	FileID, FileURL, ImageURL string
	Path                      string // where the source stands, as a JSON pointer
}

// Pictures lists the images in blocks: those that are blocks themselves, and those beside a text.
func Pictures(blocks json.RawMessage) []Picture {
	var all []Picture
	for i, b := range blocksOf(blocks) {
		at := "/blocks/" + strconv.Itoa(i)
		if p, ok := pictureOf(b, at); ok {
			all = append(all, p)
		}
		accessory, _ := b["accessory"].(map[string]any)
		if p, ok := pictureOf(accessory, at+"/accessory"); ok {
			all = append(all, p)
		}
		for j, e := range objects(b["elements"]) {
			if p, ok := pictureOf(e, at+"/elements/"+strconv.Itoa(j)); ok {
				all = append(all, p)
			}
		}
	}
	return all
}

// pictureOf reads an image, block or element.
func pictureOf(o map[string]any, at string) (Picture, bool) {
	if o["type"] != "image" {
		return Picture{}, false
	}
	title, _ := o["title"].(map[string]any)
	p := Picture{
		Title: plainText(stringOf(title["text"])), Alt: stringOf(o["alt_text"]), ImageURL: stringOf(o["image_url"]), Path: at + "/image_url",
	}
	if source, ok := o["slack_file"].(map[string]any); ok {
		p.FileID, p.FileURL, p.Path = stringOf(source["id"]), stringOf(source["url"]), at+"/slack_file"
	}
	return p, true
}
