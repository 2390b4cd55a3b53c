package main

import (
	"context"
	"encoding/json"

	"github.com/fluxcd/pkg/runtime/cel"
	celgo "github.com/google/cel-go/cel"
)

type expression struct {
	Text      string                 `json:"expression"`
	Variables map[string]interface{} `json:"variables"`
}

// The context of a commit status, from `commitStatusExpr` of a Provider. notification-controller compiles it in this way, with
// these variables, from 1.6 on (internal/notifier, newCommitStatus).
func commitStatus(given *json.Decoder) (interface{}, error) {
	var wish expression
	if err := given.Decode(&wish); err != nil {
		return nil, err
	}
	compiled, err := cel.NewExpression(wish.Text,
		cel.WithCompile(),
		cel.WithOutputType(celgo.StringType),
		cel.WithStructVariables("event", "alert", "provider"))
	if err != nil {
		return nil, err
	}
	return compiled.EvaluateString(context.Background(), wish.Variables)
}
