"""The site's addresses."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.accounts import language, views
from cms.accounts.recovery import views as recovery

# Wagtail's own two sign-in pages know no second factor and no limits: everybody signs in at one place.
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("admin/login/", sign_in),
    path("_util/login/", sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("language/", language.choose, name="choose_language"),
    path("accounts/signed-in/", views.signed_in, name="signed_in"),
    path("accounts/recovery/<str:token>/", recovery.recover, name="recover_account"),
    path("accounts/recovery/<str:token>/stop/", recovery.stop, name="stop_recovery"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("lms.api.urls")),
    path("framework/", include("competencies.urls")),
    path("survey/", include("engagement.web.urls")),
    path("analysis/", include("engagement.web.analysis_urls")),
    path("learn/", include("lms.web.urls.learn")),
    path("studies/", include("engagement.web.studies.urls")),
    path("trust/surveys/", include("engagement.web.desk_urls")),
    path("trust/", include("lms.web.urls.trust")),
    path("", include("cms.finding.urls")),
    path("", include("cms.site.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
