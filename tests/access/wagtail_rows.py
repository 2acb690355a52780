"""A row of everything that Wagtail's own screens show, so that their addresses lead somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
    WorkflowState,
    WorkflowTask,
)

from cms.site.models import ContentPage
from cms.site.services import build_demo_site
from programmes.models import Module, Programme
from tests.factories.trusts import NOW


@dataclass
class Working:
    """A draft in review: the object with its latest revision and where it is in the workflow."""

    row: Any
    revision: Any
    state: WorkflowState

    @property
    def task_state(self) -> Any:
        return self.state.current_task_state


@dataclass
class WagtailRows:
    home: Page
    page: Working
    module: Working
    programme: Working
    collection: Collection
    document: Document
    image: Image
    redirect: Redirect
    restriction: PageViewRestriction
    collection_restriction: CollectionViewRestriction
    workflow: Workflow
    task: GroupApprovalTask
    locale: Locale
    site: Site
    upload: UploadedFile
    session: EditingSession


def make_wagtail_rows(author: Any) -> WagtailRows:
    home = build_demo_site(NOW)
    page = ContentPage.objects.child_of(home).first()
    other = ContentPage.objects.child_of(home).last()
    collection = Collection.get_first_root_node().add_child(name="Shared")
    workflow, task = _workflow()
    return WagtailRows(
        home=home,
        page=_in_review(page, workflow, author),
        module=_in_review(Module.objects.first(), workflow, author),
        programme=_in_review(Programme.objects.first(), workflow, author),
        collection=collection,
        document=_document(),
        image=Image.objects.create(title="Picture", file=get_test_image_file()),
        redirect=Redirect.objects.create(old_path="/before", redirect_page=page),
        restriction=PageViewRestriction.objects.create(
            page=other, restriction_type=PageViewRestriction.PASSWORD, password="open"
        ),
        collection_restriction=CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=CollectionViewRestriction.PASSWORD, password="open"
        ),
        workflow=workflow,
        task=task,
        locale=Locale.objects.get_or_create(language_code="cy")[0],
        site=Site.objects.get(is_default_site=True),
        upload=UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(Document),
            file=ContentFile(b"A guide.", name="uploaded.txt"),
            uploaded_by_user=author,
        ),
        session=EditingSession.objects.create(
            user=author, content_object=page, last_seen_at=NOW - timedelta(minutes=1)
        ),
    )


def _document() -> Document:
    """Wagtail serves it from the disk, which the tests' storage in memory does not touch."""
    document = Document.objects.create(title="Guide", file=ContentFile(b"A guide.", name="guide.txt"))
    path = Path(document.file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"A guide.")
    return document


def _workflow() -> tuple[Workflow, GroupApprovalTask]:
    workflow = Workflow.objects.create(name="Second pair of eyes")
    task = GroupApprovalTask.objects.create(name="Look at it")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow, task


def _in_review(row: Any, workflow: Workflow, author: Any) -> Working:
    revision = row.save_revision(user=author)
    return Working(row, revision, workflow.start(row, author))
