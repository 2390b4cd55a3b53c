package main

import (
	"encoding/json"
	"fmt"

	"github.com/argoproj/notifications-engine/pkg/api"
	"github.com/argoproj/notifications-engine/pkg/services"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

type application struct {
	ConfigMap   corev1.ConfigMap       `json:"configMap"`
	Secret      corev1.Secret          `json:"secret"`
	Application map[string]interface{} `json:"application"`
}

// What a condition of a trigger came to.
type outcome struct {
	Trigger   string   `json:"trigger"`
	Triggered bool     `json:"triggered"`
	OncePer   string   `json:"oncePer"`
	Templates []string `json:"templates"`
}

// What Argo CD's controller of notifications does when an Application changed: every trigger that somebody is subscribed to is
// evaluated, and what it sends is sent.
func notify(given *json.Decoder) (interface{}, error) {
	var wish application
	if err := given.Decode(&wish); err != nil {
		return nil, err
	}
	config, err := api.ParseConfig(&wish.ConfigMap, &wish.Secret)
	if err != nil {
		return nil, err
	}
	// As in argo-cd, util/notification/settings: these are the names that templates and conditions know.
	context := map[string]string{}
	if err := yaml.Unmarshal([]byte(wish.ConfigMap.Data["context"]), &context); err != nil {
		return nil, err
	}
	engine, err := api.NewAPI(*config, func(app map[string]interface{}, _ services.Destination) map[string]interface{} {
		return map[string]interface{}{"app": app, "context": context}
	})
	if err != nil {
		return nil, err
	}
	outcomes := []outcome{}
	for trigger, destinations := range config.GetGlobalDestinations(nil) {
		results, err := engine.RunTrigger(trigger, wish.Application)
		if err != nil {
			return nil, fmt.Errorf("trigger %s: %w", trigger, err)
		}
		for _, result := range results {
			outcomes = append(outcomes, outcome{trigger, result.Triggered, result.OncePer, result.Templates})
			if !result.Triggered {
				continue
			}
			for _, destination := range destinations {
				if err := engine.Send(wish.Application, result.Templates, destination); err != nil {
					return nil, fmt.Errorf("%s to %s: %w", trigger, destination.Service, err)
				}
			}
		}
	}
	return outcomes, nil
}
