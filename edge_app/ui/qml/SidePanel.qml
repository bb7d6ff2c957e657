import QtQuick
import QtQuick.Layouts

// Beside the image: its source, the finding, and the controls.
Rectangle {
    id: panel
    required property var live
    required property Theme theme
    property var exam: null
    property var validation: null
    property bool portrait: false
    readonly property bool review: Boolean(exam) && exam.step === "review"
    color: theme.panel

    component Rule: Rectangle {
        visible: !panel.portrait
        Layout.fillWidth: true
        implicitHeight: Math.max(1, Math.round(panel.theme.unit))
        color: panel.theme.line
    }

    GridLayout {
        anchors { fill: parent; margins: 8 * panel.theme.unit }
        columns: panel.portrait ? 2 : 1
        rowSpacing: 4 * panel.theme.unit
        columnSpacing: 2 * panel.theme.gap
        flow: GridLayout.TopToBottom
        rows: panel.portrait ? 2 : 8

        SourceLine { Layout.fillWidth: true; Layout.preferredWidth: 100; live: panel.live; validation: panel.validation; theme: panel.theme }

        Rule { }

        LiveFinding {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 100
            live: panel.live
            exam: panel.exam
            theme: panel.theme
        }

        Rule { visible: soFar.visible }

        Loader {
            id: soFar
            active: panel.theme.roomy && Boolean(panel.exam)
            visible: active
            Layout.fillWidth: true
            sourceComponent: ExamSoFar { objectName: "soFar"; exam: panel.exam; theme: panel.theme }
        }

        Rule { }

        HeatSlider {
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.alignment: Qt.AlignTop
            live: panel.live
            theme: panel.theme
        }

        Item {
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            Layout.preferredHeight: panel.theme.touch
            Layout.alignment: Qt.AlignBottom

            // Each has its place: two taps on Freeze go back to the live image, and cannot save one.
            Row {
                id: actions
                readonly property real leftWidth: 0.47 * (width - spacing) // the right one says more
                spacing: panel.theme.gap / 2
                anchors.fill: parent

                FreezeButton {
                    width: panel.exam ? actions.leftWidth : parent.width
                    height: parent.height
                    visible: !panel.review
                    live: panel.live
                    theme: panel.theme
                }

                TouchButton {
                    objectName: "retake"
                    visible: panel.review
                    width: actions.leftWidth
                    theme: panel.theme
                    size: theme.small
                    enabled: panel.review && !panel.exam.isBusy
                    text: qsTr("Retake")
                    onClicked: panel.exam.retake()
                }

                TouchButton {
                    objectName: "accept"
                    readonly property bool isChecking: panel.live.reviewing && !panel.live.reviewOverdue
                    readonly property bool isSaving: panel.review && panel.exam.isBusy
                    visible: Boolean(panel.exam)
                    width: parent.width - parent.spacing - actions.leftWidth
                    theme: panel.theme
                    size: theme.small
                    primary: true
                    enabled: panel.review && !panel.exam.isBusy && !panel.live.reviewing
                    text: isChecking ? qsTr("Checking") : isSaving ? qsTr("Saving") : qsTr("Accept")
                    detail: isChecking || isSaving ? "…" : ""
                    onClicked: panel.exam.accept()
                }
            }
        }
    }
}
