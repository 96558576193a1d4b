"""Everything that can be set, in one frozen object made at the edge (cli/, flows/, web/) and passed down."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def user_home() -> Path:
    return Path.home() / ".local" / "share" / "sightline"


class Settings(BaseSettings):
    """Read from ``SIGHTLINE_*`` environment variables. Sizes are bytes, times seconds, resolution dots per inch."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="SIGHTLINE_", extra="forbid")

    home: Path = Field(default_factory=user_home, description="folder of the vault, the lake and the master key")
    library_folder: Path | None = Field(default=None, description="folder of the guidelines; in home by default")
    vault_url: str | None = Field(default=None, description="fsspec URL of the vault; a folder in home by default")
    catalog_url: str | None = Field(
        default=None, description="DuckLake catalog, sqlite:PATH or postgres:…; in home by default"
    )
    lake_url: str | None = Field(default=None, description="folder or object-store URL of the lake's Parquet files")
    master_key: SecretStr | None = Field(
        default=None, description="32 bytes, base64; else a file in home, made on first use"
    )

    page_seconds: Annotated[float, Field(gt=0)] = 60
    memory_bytes: Annotated[int, Field(gt=0)] = 2 * 1024**3
    file_bytes: Annotated[int, Field(gt=0)] = 200 * 1024**2
    pages: Annotated[int, Field(gt=0)] = 2000
    processes: Annotated[int, Field(gt=0)] = 2
    ocr_dpi: Annotated[int, Field(ge=72, le=600)] = 150
    busy_seconds: Annotated[float, Field(gt=0)] = 30
    tagger: str = Field(
        default="auto",
        description="auto: the shipped tagger if it is there; none; a file of weights; hf:owner/name or hf:/a/folder",
    )
    tagger_labels: Path | None = Field(
        default=None, description="label map of an hf: checkpoint; else data/tagger/<its name>.toml"
    )
    accounts: Literal["local", "many"] = Field(
        default="local", description="local: one person's own machine, no passwords; many: accounts with passwords"
    )
    hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", "[::1]"), description="names by which browsers may address the web pages"
    )
    oidc_issuer: str | None = Field(default=None, description="OpenID Connect provider, such as https://id.example")
    oidc_client: str | None = Field(default=None, description="client id at the provider")
    oidc_secret: SecretStr | None = Field(default=None, description="client secret at the provider")
    https: bool = Field(default=False, description="whether a proxy in front serves HTTPS; cookies are then Secure")

    @property
    def library(self) -> Path:
        return self.library_folder or self.home / "library"
