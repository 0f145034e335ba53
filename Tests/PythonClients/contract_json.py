"""Prints openapi.yaml as JSON, once it has proved to be a valid OpenAPI document without a name given twice."""

import json
import sys

import openapi_spec_validator
import yaml


class StrictLoader(yaml.SafeLoader):
    """Refuses what YAML would silently take: a name that comes twice in one mapping, and merge keys, which few tools know."""

    def construct_mapping(self, node, deep=False):
        names = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, str):
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} is not a text", key.start_mark)
            if name in names or name == "<<":
                raise yaml.constructor.ConstructorError(None, None, f"{name} is here twice", key.start_mark)
            names.add(name)
        return super().construct_mapping(node, deep)


with open(sys.argv[1], encoding="utf-8") as file:
    document = yaml.load(file, StrictLoader)
openapi_spec_validator.validate(document)
json.dump(document, sys.stdout, allow_nan=False)
