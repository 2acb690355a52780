"""What personal data the tables of other packages hold, in the same words as our own models' ``pii``.

A test goes through every model of the site: one that is neither ours nor named here fails it.
"""

# ruff: noqa: S106 -- these are the names of fields

from __future__ import annotations

from kernel.pii import PiiTags, tags

OTHERS: dict[str, PiiTags] = {
    # Signing in
    "account.EmailAddress": tags(none="id verified primary", key="user", contact="email"),
    "account.EmailConfirmation": tags(none="id created sent", key="email_address", secret="key"),
    "mfa.Authenticator": tags(none="id type", key="user", secret="data", behaviour="created_at last_used_at"),
    "authtoken.Token": tags(key="user", secret="key", behaviour="created"),
    "authtoken.TokenProxy": tags(key="user", secret="key", behaviour="created"),
    "sessions.Session": tags(none="expire_date", secret="session_key session_data"),
    # Wagtail: who edited what
    "wagtailcore.ModelLogEntry": tags(
        none="id content_type object_id action deleted content_changed revision",
        key="user uuid",
        free_text="label data",
        behaviour="timestamp",
    ),
    "wagtailcore.PageLogEntry": tags(
        none="id page content_type action deleted content_changed revision",
        key="user uuid",
        free_text="label data",
        behaviour="timestamp",
    ),
    "wagtailcore.Page": tags(
        none="id path depth numchild translation_key locale latest_revision live has_unpublished_changes"
        " first_published_at last_published_at live_revision go_live_at expire_at expired locked_at title"
        " draft_title slug content_type url_path seo_title show_in_menus search_description"
        " latest_revision_created_at alias_of locked",
        key="owner locked_by",
    ),
    "wagtailcore.Revision": tags(
        none="id content_type base_content_type object_id created_at object_str approved_go_live_at",
        key="user",
        free_text="content",
    ),
    "wagtailcore.Comment": tags(
        none="id page contentpath position created_at updated_at revision_created resolved_at",
        key="user resolved_by",
        free_text="text",
    ),
    "wagtailcore.CommentReply": tags(none="id comment created_at updated_at", key="user", free_text="text"),
    "wagtailcore.PageSubscription": tags(none="id page comment_notifications", key="user"),
    "wagtailcore.TaskState": tags(
        none="id workflow_state revision task status content_type started_at",
        key="finished_by",
        free_text="comment",
        behaviour="finished_at",
    ),
    "wagtailcore.WorkflowState": tags(
        none="id content_type base_content_type object_id workflow status created_at current_task_state",
        key="requested_by",
    ),
    "wagtailcore.UploadedFile": tags(none="id for_content_type file", key="uploaded_by_user"),
    "wagtailusers.UserProfile": tags(
        none="id submitted_notifications approved_notifications rejected_notifications"
        " updated_comments_notifications preferred_language current_time_zone density contrast theme"
        " keyboard_shortcuts dismissibles",
        key="user",
        contact="avatar",
    ),
    "wagtailadmin.FormState": tags(
        none="id content_type object_id parent_object_id",
        key="user",
        free_text="data",
        behaviour="last_updated_at",
    ),
    "wagtailcore.APIToken": tags(
        none="id name created revoked_at prefix", key="user", secret="key_hash", behaviour="last_used_at"
    ),
    "wagtailcore.PageViewRestriction": tags(none="id page groups restriction_type", secret="password"),
    "wagtailcore.CollectionViewRestriction": tags(
        none="id collection groups restriction_type", secret="password"
    ),
    "wagtailadmin.EditingSession": tags(
        none="id content_type object_id is_editing", key="user", behaviour="last_seen_at"
    ),
    "wagtailimages.Image": tags(
        none="id collection title file width height created_at focal_point_x focal_point_y"
        " focal_point_width focal_point_height file_size file_hash description tags",
        key="uploaded_by_user",
    ),
    "wagtaildocs.Document": tags(
        none="id collection title file created_at file_size file_hash tags", key="uploaded_by_user"
    ),
    "wagtailforms.FormSubmission": tags(none="id page", free_text="form_data", behaviour="submit_time"),
}
"""Models that point to a user, or hold somebody's words or a secret."""

NOTHING = frozenset(
    {
        "auth.Group",
        "auth.Permission",
        "contenttypes.ContentType",
        "simple_translation.SimpleTranslation",
        "taggit.Tag",
        "taggit.TaggedItem",
        "wagtailadmin.Admin",
        "wagtailcore.Collection",
        "wagtailcore.GroupApprovalTask",
        "wagtailcore.GroupCollectionPermission",
        "wagtailcore.GroupPagePermission",
        "wagtailcore.GroupSitePermission",
        "wagtailcore.Locale",
        "wagtailcore.ReferenceIndex",
        "wagtailcore.Site",
        "wagtailcore.Task",
        "wagtailcore.Workflow",
        "wagtailcore.WorkflowContentType",
        "wagtailcore.WorkflowPage",
        "wagtailcore.WorkflowTask",
        "wagtailembeds.Embed",
        "wagtailimages.Rendition",
        "wagtailredirects.Redirect",
        "wagtailsearch.IndexEntry",  # of pages, images and documents; nothing about people is indexed
    }
)
"""Models of other packages that say nothing about anybody."""
