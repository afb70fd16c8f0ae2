package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gogo/protobuf/jsonpb"
	"github.com/gogo/protobuf/proto"
)

var marshaler = jsonpb.Marshaler{EmitDefaults: true, Indent: "  "}

func checkFormat(format string) error {
	if format != "" && format != "json" {
		return fmt.Errorf("unsupported output format %q: this crictl knows json and table", format)
	}
	return nil
}

func printMessage(message proto.Message, format string) error {
	if err := checkFormat(format); err != nil {
		return err
	}
	text, err := marshaler.MarshalToString(message)
	if err == nil {
		fmt.Println(text)
	}
	return err
}

// timestamp turns nanoseconds since the epoch into RFC 3339; 0 means never.
func timestamp(nanoseconds string) string {
	number, err := strconv.ParseInt(nanoseconds, 10, 64)
	if err != nil || number == 0 {
		return time.Time{}.Format(time.RFC3339Nano)
	}
	return time.Unix(0, number).Format(time.RFC3339Nano)
}

// printStatus prints a status beside the runtime's own info entries, which are JSON or plain words.
// The times of a status are numbers on the wire and RFC 3339 here.
func printStatus(status proto.Message, infos map[string]string, format string) error {
	if err := checkFormat(format); err != nil {
		return err
	}
	text, err := marshaler.MarshalToString(status)
	if err != nil {
		return err
	}
	var fields map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return err
	}
	for _, name := range []string{"createdAt", "startedAt", "finishedAt"} {
		if value, present := fields[name].(string); present {
			fields[name] = timestamp(value)
		}
	}
	document := map[string]any{"status": fields}
	for key, value := range infos {
		if document[key] = value; json.Valid([]byte(value)) {
			document[key] = json.RawMessage(value)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return err
	}
	_, err = out.WriteTo(os.Stdout)
	return err
}

func printTable(header string, rows [][]string) error {
	table := tabwriter.NewWriter(os.Stdout, 20, 1, 3, ' ', 0)
	fmt.Fprintln(table, header)
	for _, row := range rows {
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}
