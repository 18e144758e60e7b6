"""The files a new mall starts with: a small invented mall, complete, with its simulator, tests and page."""
