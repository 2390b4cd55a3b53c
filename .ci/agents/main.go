// Runs a part of an agent as it is, without its cluster. Reads what to run as JSON, and prints what became of it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	parts := map[string]func(*json.Decoder) (interface{}, error){"argo": notify, "flux": commitStatus}
	part, found := parts[os.Args[len(os.Args)-1]]
	if !found {
		fmt.Fprintln(os.Stderr, "name a part: argo or flux")
		os.Exit(2)
	}
	answer, err := part(json.NewDecoder(os.Stdin))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(answer)
}
