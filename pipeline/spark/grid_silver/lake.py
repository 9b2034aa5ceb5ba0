"""The lake as the job sees it: a folder of this machine or, on Databricks, an external location.

Spark reads objects and writes whole folders; giving one object the name it must have takes more, and is here. A
folder's file is renamed into its place, which no reader sees by halves. Databricks moves by copying: a run that is cut
there leaves objects without a load record, and the next one makes them again.
"""

import os
import shutil
from pathlib import Path
from typing import Protocol

from pyspark.sql import SparkSession


class Lake(Protocol):
    def names(self, folder: str) -> list[str]:
        """Names of the objects in a folder, sorted; none when it is not there."""

    def folders(self, folder: str) -> list[str]:
        """Names of the folders in a folder, sorted; none when it is not there."""

    def move(self, source: str, target: str) -> None:
        """Put an object in the place of another, or make it new."""

    def write(self, path: str, text: str) -> None:
        """Write a small object, whole or not at all."""

    def remove(self, folder: str) -> None:
        """Remove a folder with all in it; removing what is not there is fine."""


def open_lake(spark: SparkSession, location: str) -> Lake:
    return DatabricksLocation(spark) if "://" in location else Folder()


class Folder:
    def names(self, folder: str) -> list[str]:
        path = Path(folder)
        return sorted(entry.name for entry in path.iterdir() if entry.is_file()) if path.is_dir() else []

    def folders(self, folder: str) -> list[str]:
        path = Path(folder)
        return sorted(entry.name for entry in path.iterdir() if entry.is_dir()) if path.is_dir() else []

    def move(self, source: str, target: str) -> None:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)

    def write(self, path: str, text: str) -> None:
        staged = Path(f"{path}.staged")
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text(text, "utf-8")
        os.replace(staged, path)

    def remove(self, folder: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)


class DatabricksLocation:
    def __init__(self, spark: SparkSession) -> None:
        # Only a cluster of Databricks has it: the catalogue lends its identity through nothing else.
        from pyspark.dbutils import DBUtils

        self._fs = DBUtils(spark).fs

    def names(self, folder: str) -> list[str]:
        return [name for name in self._entries(folder) if not name.endswith("/")]

    def folders(self, folder: str) -> list[str]:
        return [name.rstrip("/") for name in self._entries(folder) if name.endswith("/")]

    def _entries(self, folder: str) -> list[str]:
        try:
            return sorted(entry.name for entry in self._fs.ls(folder))
        except Exception as error:
            if "FileNotFoundException" in str(error):
                return []
            raise

    def move(self, source: str, target: str) -> None:
        self._fs.rm(target)
        self._fs.mv(source, target)

    def write(self, path: str, text: str) -> None:
        self._fs.put(path, text, True)

    def remove(self, folder: str) -> None:
        self._fs.rm(folder, True)
