package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/gogo/protobuf/jsonpb"
	"github.com/gogo/protobuf/proto"
	"sigs.k8s.io/yaml"
)

var marshaler = jsonpb.Marshaler{EmitDefaults: true, Indent: "  "}

// printDocument prints JSON text in the format asked for.
func printDocument(text []byte, format string) error {
	if format == "yaml" {
		converted, err := yaml.JSONToYAML(text)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(converted)
		return err
	}
	if format != "" && format != "json" {
		return fmt.Errorf("unsupported output format %q: use json, yaml or table", format)
	}
	_, err := fmt.Printf("%s\n", text)
	return err
}

func printMessage(message proto.Message, format string) error {
	text, err := marshaler.MarshalToString(message)
	if err != nil {
		return err
	}
	return printDocument([]byte(text), format)
}

// printStatus prints a status beside the runtime's own info entries, which are JSON or plain words.
// The times of a status are numbers on the wire and RFC 3339 here.
func printStatus(status proto.Message, infos map[string]string, format string) error {
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
	return printDocument(bytes.TrimRight(out.Bytes(), "\n"), format)
}

func printTable(header string, rows [][]string) error {
	table := tabwriter.NewWriter(os.Stdout, 20, 1, 3, ' ', 0)
	fmt.Fprintln(table, header)
	for _, row := range rows {
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}
