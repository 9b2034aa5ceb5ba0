"""Runs the SQL models of silver on Spark.

The models are the DuckDB statements that silver runs: sqlglot translates them one by one, and DataFrames take the
place of the tables that they create, fill and update. What sqlglot leaves to its caller stands in `_to_spark`.
"""

from pyspark.sql import DataFrame, SparkSession
from sqlglot import exp, parse_one


class Models:
    """The tables by their names; each statement makes new ones.

    They are kept as files below `staging`, which the caller removes: each is read by several that follow, and a plan
    that held all that came before would grow with every statement, twofold and more.
    """

    def __init__(self, spark: SparkSession, staging: str, given: dict[str, DataFrame]) -> None:
        self._spark = spark
        self._staging = staging
        self._views: dict[str, exp.Query] = {}
        self._made = 0
        for name, frame in given.items():
            frame.createOrReplaceTempView(name)

    def run(self, statement: str) -> None:
        tree = parse_one(statement, read="duckdb")
        match tree:
            case exp.Create(kind="VIEW"):
                self._views[tree.this.name] = tree.expression
            case exp.Create(kind="TABLE", expression=None):
                self._empty(tree.this).createOrReplaceTempView(tree.this.this.name)
            case exp.Create(kind="TABLE"):
                self._put(tree.this.name, self._rows(tree.expression))
            case exp.Insert():
                self._put(tree.this.name, self._with_rows(tree))
            case exp.Update():
                rows = self._rows(self._as_query(tree))
                if tree.find(exp.Select):
                    self._put(tree.this.name, rows)
                else:
                    # Reads nothing but the row itself: no dearer to do again than to read from a file.
                    rows.createOrReplaceTempView(tree.this.name)
            case _:
                raise ValueError(f"a model creates, fills or updates a table, this does not: {statement.strip()[:200]}")

    def rows(self, query: str) -> DataFrame:
        return self._rows(parse_one(query, read="duckdb"))

    def _rows(self, query: exp.Expression) -> DataFrame:
        return self._spark.sql(_to_spark(self._with_views(query)).sql(dialect="spark"))

    def _put(self, name: str, frame: DataFrame) -> None:
        self._made += 1
        path = f"{self._staging}/{self._made}-{name}"
        frame.write.parquet(path)
        self._spark.read.schema(frame.schema).parquet(path).createOrReplaceTempView(name)

    def _with_views(self, query: exp.Expression) -> exp.Expression:
        """A view sees its tables as they are when it is read, not as they were when it was created."""

        def replace(node: exp.Expression) -> exp.Expression:
            if not isinstance(node, exp.Table) or node.name not in self._views:
                return node
            inner = self._with_views(self._views[node.name].copy())
            return inner.subquery(node.alias or node.name, copy=False)

        return query.transform(replace)

    def _empty(self, schema: exp.Schema) -> DataFrame:
        columns = [f"{column.name} {column.kind.sql(dialect='spark')}" for column in schema.expressions]
        return self._spark.createDataFrame([], ", ".join(columns))

    def _with_rows(self, insert: exp.Insert) -> DataFrame:
        """The table and the new rows, which take its types: by position, as INSERT has it."""
        table = self._spark.table(insert.this.name)
        rows = self._rows(insert.expression)
        typed = rows.toDF(*table.columns).selectExpr(
            *(f"CAST({field.name} AS {field.dataType.simpleString()}) AS {field.name}" for field in table.schema)
        )
        return table.unionAll(typed)

    def _as_query(self, update: exp.Update) -> exp.Select:
        """An UPDATE as the SELECT of the rows that it leaves. Its source has one row at most for each of them."""
        name = update.this.name
        values = {assignment.this.name: assignment.expression for assignment in update.expressions}
        condition = update.args["where"].this
        source = update.args.get("from_")
        hit = exp.column("is_hit", "hits") if source else condition

        def value_of(column: str) -> exp.Expression:
            old = exp.column(column, name)
            if column not in values:
                return old
            return exp.alias_(exp.Case().when(hit.copy(), values[column].copy()).else_(old), column)

        table = self._spark.table(name)
        selected = exp.select(*(value_of(column) for column in table.columns)).from_(name)
        if not source:
            return selected
        given = source.this.alias
        hits = exp.select(f"{given}.*", exp.alias_(exp.true(), "is_hit")).from_(source.this.copy()).subquery(given)
        renamed = selected.transform(
            lambda node: exp.column("is_hit", given)
            if isinstance(node, exp.Column) and node.table == "hits"
            else node
        )
        return renamed.join(hits, on=condition.copy(), join_type="left")


def _to_spark(tree: exp.Expression) -> exp.Expression:
    """What DuckDB and Spark call by different names and sqlglot leaves as it is."""
    return tree.transform(_replace)


def _replace(node: exp.Expression) -> exp.Expression:
    match node:
        case exp.UnixToTime() if node.text("scale") == "6":
            # Without a time zone, as the columns of silver are.
            return exp.cast(exp.func("timestamp_micros", node.this), "TIMESTAMP_NTZ", dialect="spark")
        case exp.TimeToUnix():
            return _epoch(node.this)
        case exp.ArrayAgg(this=exp.Order()):
            return _sorted_list(node)
        case exp.Window(this=exp.Filter(this=exp.Count(this=exp.Star()), expression=where)):
            # Spark filters no aggregate of a window.
            node.set("this", exp.Count(this=exp.Case().when(where.this, exp.Literal.number(1))))
        case exp.Anonymous(this="isfinite"):
            (number,) = node.expressions
            return exp.condition(f"abs({number.sql(dialect='spark')}) < double('infinity')", dialect="spark")
        case exp.Anonymous(this="row"):
            return exp.func("struct", *node.expressions, dialect="spark")
        case exp.In() if isinstance(node.args.get("query"), exp.Subquery):
            query = node.args["query"].this
            match query.expressions:
                case [exp.Tuple() as row]:
                    query.set("expressions", row.expressions)
    return node


def _epoch(instant: exp.Expression) -> exp.Expression:
    """Seconds with their fraction, as DuckDB's epoch() gives them: a whole number of them is rounded, not cut off."""
    micros = exp.func("unix_micros", exp.cast(instant, "TIMESTAMP", dialect="spark"))
    return exp.func("round", exp.Div(this=micros, expression=exp.Literal.number("1e6")), exp.Literal.number(6))


def _sorted_list(node: exp.ArrayAgg) -> exp.Expression:
    ordered = node.this
    if [term.this for term in ordered.expressions] != [ordered.this] or ordered.expressions[0].args.get("desc"):
        raise ValueError(f"a list in the order of something else than its values: {node.sql()}")
    return exp.func("sort_array", exp.func("collect_list", ordered.this))
