"""Who may see the quality page: whoever Airflow lets see the DAG build_marts; approve, whoever may start it.

Airflow mounts a plugin's application outside its own checks, so these dependencies stand on every route.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, HTTPException, Request, status

_DAG = DagDetails(id="build_marts")


def reader(user: Annotated[BaseUser, Depends(get_user)]) -> BaseUser:
    """The caller, once Airflow's token (header or cookie) is valid and shows that they may look."""
    if not get_auth_manager().is_authorized_dag(method="GET", details=_DAG, user=user):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "You may not see the DAG build_marts.")
    return user


def approver(request: Request, user: Annotated[BaseUser, Depends(reader)]) -> BaseUser:
    """The caller, once they may start build_marts, and once the form came from this site."""
    if not comes_from_here(request):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "This form was sent from another site.")
    manager = get_auth_manager()
    if not manager.is_authorized_dag(method="POST", access_entity=DagAccessEntity.RUN, details=_DAG, user=user):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "You may look but not approve.")
    return user


def may_approve(user: BaseUser) -> bool:
    """Whether the forms are shown."""
    return get_auth_manager().is_authorized_dag(
        method="POST", access_entity=DagAccessEntity.RUN, details=_DAG, user=user
    )


def comes_from_here(request: Request) -> bool:
    """The cookie travels with a form from any site; the browser's own headers tell which site it was."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


Reader = Annotated[BaseUser, Depends(reader)]
Approver = Annotated[BaseUser, Depends(approver)]
