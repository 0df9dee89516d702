"""Codes with which letters, documents and seals may be returned; their texts are `reason.<code>.*`."""

LETTER = (
    "POA_DATE_INCOMPLETE",
    "POA_DATE_FUTURE_OR_STALE",
    "POA_TEMPLATE_ALTERED",
    "POA_TEMPLATE_OLD_VERSION",
    "POA_ADMIN_NAME_MISMATCH",
    "POA_ADMIN_PHONE_MISMATCH",
    "POA_ADMIN_ID_MISMATCH",
    "POA_COMPANY_NAME_MISMATCH",
    "POA_SEAL_MISSING",
    "POA_SEAL_NAME_MISMATCH",
    "POA_SEAL_ILLEGIBLE",
    "POA_SEAL_WRONG_TYPE",
    "POA_SEAL_DIGITAL_PASTE",
    "POA_SIGNATURE_MISSING",
    "POA_PAGE_MISSING",
    "IMG_BLUR",
    "IMG_GLARE",
    "IMG_DARK",
    "IMG_CROPPED",
    "IMG_LOW_RES",
    "IMG_COPY",
    "IMG_SCREEN_RECAPTURE",
    "IMG_OCCLUDED",
    "DOC_WRONG_TYPE",
)

# What a machine may find on a card as well, then what only a person can say.
DOCUMENTS = (
    "IMG_BLUR",
    "IMG_GLARE",
    "IMG_DARK",
    "IMG_CROPPED",
    "IMG_COPY",
    "IMG_SCREEN_RECAPTURE",
    "IMG_OCCLUDED",
    "DOC_WRONG_TYPE",
    "DOC_WRONG_SIDE",
    "DOC_EXPIRED",
    "DOC_FIELD_MISSING",
    "DOC_NUMBER_CHECKSUM",
    "DOC_NOT_AS_DECLARED",
    "DOC_TAMPER_SUSPECTED",
    "CALL_UNANSWERED",
    "CALL_DENIED",
    "ADMIN_ALREADY_BOUND",
)

# Why two pictures of a face are not taken for one person's.
FACE = ("FACE_NOT_SAME", "FACE_NOT_SEEN")

# What speaks against including an organisation that the registry did not confirm.
INCLUSION = (
    "LIC_NAME_MISMATCH",
    "LIC_REP_MISMATCH",
    "LIC_USCC_CHECKSUM",
    "LIC_REVOKED_IN_REGISTRY",
    "LIC_EXPIRED",
    "LIC_QR_MISMATCH",
    "LIC_TAMPER_SUSPECTED",
    "IMG_BLUR",
    "IMG_GLARE",
    "IMG_DARK",
    "IMG_CROPPED",
    "IMG_COPY",
    "IMG_SCREEN_RECAPTURE",
    "DOC_WRONG_TYPE",
)

# Why an application that an invited person reported ends.
REPORT = ("REPORT_NOT_ASKED", "REPORT_UNREACHABLE")

# Why the picture of a seal does not become one.
SEAL = (
    "SEAL_NAME_DIFFERS",
    "SEAL_KIND_DIFFERS",
    "SEAL_NOT_LEGIBLE",
    "SEAL_NOT_A_SEAL",
)
