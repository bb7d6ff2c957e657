import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// What is done and what is next: a body map, a button for each site, and buttons for the next step.
Item {
    id: protocol
    required property var exam
    required property var lock
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width
    readonly property int next: exam.nextSite
    readonly property var site: next >= 0 ? exam.sites[next] : null

    Labels { id: labels; names: protocol.exam.protocol.names }
    ErrorMessages { id: errorMessages }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: protocol.theme.gap }
        theme: protocol.theme
        translator: protocol.translator
        lock: protocol.lock
        title: protocol.exam.patient === "" ? qsTr("Anonymous patient") : protocol.exam.patient
        detail: protocol.exam.warning !== "" ? errorMessages.of(protocol.exam.warning) : qsTr("Saved: %1").arg(protocol.exam.images) + " · " + labels.said(protocol.exam.protocol.title)
                + (protocol.exam.clips > 0 ? ", " + qsTr("clips: %1").arg(protocol.exam.clips) : "")
        canGoBack: true
        backText: protocol.exam.images + protocol.exam.clips === 0 ? qsTr("Discard") : qsTr("Images")
        onBack: if (protocol.exam.images + protocol.exam.clips === 0) protocol.exam.discard(); else protocol.exam.showImages()
    }

    BodyMap {
        id: body
        theme: protocol.theme
        sites: protocol.exam.sites
        anchors { left: parent.left; top: header.bottom; margins: protocol.theme.gap }
        width: protocol.portrait ? parent.width - 2 * protocol.theme.gap : 0.4 * parent.width
        height: protocol.portrait ? placement.y - y - sites.height - 2 * protocol.theme.gap : placement.y - y - protocol.theme.gap
    }

    // As many as fit; the rest is a drag away, and the next one is in sight.
    Flickable {
        id: sites
        readonly property real room: placement.y - body.y - protocol.theme.gap
        x: protocol.portrait ? protocol.theme.gap : body.x + body.width + protocol.theme.gap
        y: protocol.portrait ? body.y + body.height + protocol.theme.gap : body.y + (body.height - height) / 2
        width: parent.width - x - protocol.theme.gap
        height: protocol.portrait ? Math.min(grid.implicitHeight, 0.6 * room) : Math.min(room, 1.5 * grid.implicitHeight)
        contentHeight: grid.height
        interactive: contentHeight > height + 1
        clip: interactive
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar { policy: sites.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }

        function showNext(): void {
            const button = protocol.next >= 0 ? buttons.itemAt(protocol.next) : null
            if (button)
                contentY = Math.max(0, Math.min(button.y - (height - button.height) / 2, contentHeight - height))
        }
        onHeightChanged: Qt.callLater(showNext)
        Component.onCompleted: Qt.callLater(showNext)

        GridLayout {
            id: grid
            columns: 2
            columnSpacing: protocol.theme.gap
            rowSpacing: protocol.theme.gap
            width: sites.width - (sites.interactive ? protocol.theme.gap : 0) // beside the bar
            height: Math.max(implicitHeight, sites.height)

            Repeater {
                id: buttons
                model: protocol.exam.sites

                TouchButton {
                    id: button
                    required property var modelData
                    required property int index
                    objectName: "site" + index
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 100
                    Layout.row: modelData.row
                    Layout.column: modelData.column
                    Layout.columnSpan: modelData.columns
                    theme: protocol.theme
                    size: theme.body
                    enabled: modelData.room
                    colour: modelData.next ? theme.warning : theme.text
                    text: (modelData.taken >= modelData.wanted ? "✓ " : "") + labels.muscle(modelData.muscle)
                    detail: qsTr("%1: %2 of %3").arg(labels.side(modelData.side)).arg(modelData.taken).arg(modelData.wanted)
                    onClicked: protocol.exam.place(index)
                }
            }
        }
    }

    // How to hold the probe at the next site, where the protocol says so.
    Text {
        id: placement
        objectName: "placement"
        readonly property bool kept: Object.keys(protocol.exam.protocol.placements).length > 0 // its room, also at a site without
        anchors { left: parent.left; right: parent.right; bottom: actions.top; margins: kept ? protocol.theme.gap : 0 }
        height: kept ? 2.4 * protocol.theme.body : 0
        wrapMode: Text.Wrap
        maximumLineCount: 2
        fontSizeMode: Text.Fit
        minimumPixelSize: protocol.theme.small
        font.pixelSize: protocol.theme.body
        color: protocol.theme.text
        textFormat: Text.PlainText
        text: protocol.site ? labels.said(protocol.exam.protocol.placements[protocol.site.muscle]) : ""
    }

    ErrorBanner { exam: protocol.exam; theme: protocol.theme; title: qsTr("The exam was not discarded"); anchors { bottom: actions.top; margins: protocol.theme.gap; left: parent.left; right: parent.right } }

    RowLayout {
        id: actions
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: protocol.theme.gap }
        spacing: protocol.theme.gap

        TouchButton {
            objectName: "patient"
            Layout.fillWidth: true
            Layout.preferredWidth: 90
            theme: protocol.theme
            size: theme.body
            text: qsTr("Edit patient")
            onClicked: protocol.exam.correct()
        }

        TouchButton {
            objectName: "sumUp"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: protocol.theme
            enabled: protocol.exam.images > 0
            primary: protocol.next < 0
            text: qsTr("Summary")
            onClicked: protocol.exam.sumUp()
        }

        TouchButton {
            objectName: "next"
            visible: protocol.next >= 0
            Layout.fillWidth: true
            Layout.preferredWidth: 180
            theme: protocol.theme
            primary: true
            text: protocol.site ? labels.site(protocol.site.muscle, protocol.site.side) : ""
            detail: qsTr("next")
            onClicked: protocol.exam.place(protocol.next)
        }
    }
}
