-- What a program may do. Who is who is said where the database is provisioned: ALTER ROLE reader ADD MEMBER …
CREATE ROLE loader
GO

CREATE ROLE reader
GO

GRANT SELECT ON SCHEMA::dbo TO reader
GO

GRANT SELECT ON SCHEMA::dbo TO loader
GO

GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::gold TO loader
GO
