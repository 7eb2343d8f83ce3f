/* Keys of a task's body: words, truths, numbers, days, countries, the scenario and its settings. Errors name the key and its place. */
#ifndef COHONG_SERVE_ORDER_KEYS_H
#define COHONG_SERVE_ORDER_KEYS_H

#include "serve/order.h"

/* One of `count` words; absent and not required leaves *chosen as it was. */
cohong_status key_word(const toml_node *root, const char *key, bool required, const char *const *words, size_t count,
                       size_t *chosen, cohong_error *error);
cohong_status key_truth(const toml_node *root, const char *key, bool *value, cohong_error *error);
cohong_status key_count(const toml_node *root, const char *key, size_t least, size_t most, size_t *value,
                        cohong_error *error);
cohong_status key_number(const toml_node *root, const char *key, double least, double most, double *value,
                         cohong_error *error);
/* A bound of tariffs. */
cohong_status key_bound(const toml_node *root, const char *key, double *value, cohong_error *error);
cohong_status key_day(const toml_node *root, const char *key, cohong_date *value, cohong_error *error);

/* A name on a shelf under a key. */
cohong_status key_shelf(const server *of, shelf on, const toml_node *root, const char *key, const char **name,
                        cohong_error *error);

/* One country, required; marks of countries, "USA,CHN" or ["USA", "CHN"], all without the key; a number for each that is named. */
cohong_status key_country(const toml_node *root, const char *key, const cohong_world *world, size_t *country,
                          cohong_error *error);
cohong_status key_countries(const toml_node *root, const char *key, const cohong_world *world, bool *marks,
                            cohong_error *error);
cohong_status key_weights(const toml_node *root, const char *key, const cohong_world *world, double *weights,
                          cohong_error *error);

/* `scenario`, a name or a table, or `document`, its TOML as one text; and `settings` over those of a scenario. */
cohong_status key_scenario(server *of, body *in, cohong_scenario **scenario, cohong_error *error);
cohong_status key_settings(const toml_node *root, cohong_settings *settings, cohong_error *error);

#endif
