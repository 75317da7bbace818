"""The text that stands in every folder of backups, in Chinese and English."""

__all__ = ["README"]

README = """\
Bozzetto: backups of a studio / 工作室备份

English
-------
Each file studio-DATE-ID.sha256 lists one backup: the folder of the same name, with the record and
the private keys (unless they were left out), and files in assets/, which all backups share. Every
file in assets/ bears its SHA-256 as its name.

Whoever has the keys can sign in the name of this studio. Keep this folder as you keep a key.

Check a backup, inside of this folder:

    sha256sum --check --quiet studio-DATE-ID.sha256

Make a studio out of it again, in a new folder:

    bozzetto restore THIS-FOLDER --studio NEW-FOLDER

To remove an old backup, remove its list and its folder. Do not change anything else here.

中文
----
每个 studio-日期-编号.sha256 文件列出一份备份：同名文件夹（含记录及私钥，除非备份时未附私钥），
以及 assets/ 中的原始文件。各份备份共用 assets/，其中每个文件以自身的 SHA-256 为文件名。

持有密钥者能以本工作室的名义签名。请像保管钥匙一样保管本文件夹。

在本文件夹中核对一份备份：

    sha256sum --check --quiet studio-日期-编号.sha256

在新文件夹中恢复为工作室：

    bozzetto restore 本文件夹 --studio 新文件夹

要删除旧备份，请删除其列表及其文件夹。请勿改动此处的其他内容。
"""
