import QtQuick

// Reports what could not be saved and why. Takes no space while there is nothing to report.
Item {
    id: errorBanner
    required property var exam
    required property Theme theme
    property string title
    visible: exam.failure !== ""
    height: banner.height

    ErrorMessages { id: errorMessages }

    Banner {
        id: banner
        objectName: "fault"
        width: parent.width
        theme: errorBanner.theme
        colour: errorBanner.theme.warning
        title: errorBanner.title
        detail: errorMessages.of(errorBanner.exam.failure)
    }
}
