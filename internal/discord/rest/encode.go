package rest

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
)

// A File goes along with a message.
type File struct {
	Name string
	Data []byte
}

// encode writes the body of a call, and what kind of content it is. A file makes it a form, as browsers send files.
func (c call) encode() (body []byte, kind string, err error) {
	if c.body == nil {
		return nil, "", nil
	}
	const asJSON = "application/json"
	body, err = json.Marshal(c.body)
	if err != nil || c.file == nil {
		return body, asJSON, err
	}
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	if err := form.WriteField("payload_json", string(body)); err != nil {
		return nil, "", err
	}
	part, err := form.CreateFormFile("files[0]", c.file.Name)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(c.file.Data); err != nil {
		return nil, "", err
	}
	err = form.Close() // which writes the end
	return out.Bytes(), form.FormDataContentType(), err
}
