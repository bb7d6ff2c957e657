import QtQuick

// What could not be saved, and why.
Item {
    id: fault
    required property var exam
    required property Theme theme
    property string title
    height: banner.height

    ErrorMessages { id: sentences }

    Banner {
        id: banner
        objectName: "fault"
        width: parent.width
        visible: fault.exam.failure !== ""
        theme: fault.theme
        colour: fault.theme.warning
        title: fault.title
        detail: sentences.of(fault.exam.failure)
    }
}
